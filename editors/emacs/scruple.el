;;; scruple.el --- Red flags of medical claims in health text -*- lexical-binding: t; -*-

;; Author: The Scruple developers
;; Version: 0.1.0
;; Package-Requires: ((emacs "26.3") (eglot "1.9"))
;; Keywords: wp, tools
;; URL: https://github.com/scruple-lint/scruple
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Tells eglot of the language server of Scruple, and brings what a language
;; server has no place for: the page of a rule, and a whole folder.
;;
;;     (require 'scruple)
;;     (add-hook 'markdown-mode-hook #'scruple-ensure)

;;; Code:

(require 'eglot)
(require 'compile)
(require 'flymake)

(defgroup scruple nil
  "Red flags of medical claims in health text."
  :group 'text
  :prefix "scruple-")

(defcustom scruple-program "scruple"
  "The program: a path, or a name that is found on the variable `exec-path'."
  :type 'string)

(defcustom scruple-modes '(markdown-mode gfm-mode html-mode mhtml-mode text-mode)
  "The modes whose buffers are read."
  :type '(repeat symbol))

(defcustom scruple-settings nil
  "The settings of the server, as a property list.
For example (:markets [\"us\" \"eu\"] :packs [\"eu\"] :ignore [\"MC706\"]);
`scruple lsp --help' lists them all."
  :type 'plist)

(defun scruple--contact (&optional _interactive)
  "What eglot starts, and what it says first."
  (append (list scruple-program "lsp")
          (and scruple-settings
               (list :initializationOptions (list :scruple scruple-settings)))))

(add-to-list 'eglot-server-programs (cons scruple-modes #'scruple--contact))

;; Before it knew of position encodings, eglot looked for a column by halving
;; steps, and never ended where the column lies within a character of two
;; UTF-16 units.  A diagnostic of a moment ago can point there.
(defun scruple--move-to-column (column)
  "Move to COLUMN of the line, counted in units of UTF-16."
  (goto-char (line-beginning-position))
  (let ((end (line-end-position)))
    (while (and (> column 0) (< (point) end))
      (setq column (- column (if (> (char-after) #xffff) 2 1)))
      (forward-char))))

(defun scruple--managed ()
  "Prepare a buffer that eglot manages."
  (when (and (not (fboundp 'eglot-move-to-utf-16-linepos))
             (apply #'derived-mode-p scruple-modes))
    (setq-local eglot-move-to-column-function #'scruple--move-to-column)))

(add-hook 'eglot-managed-mode-hook #'scruple--managed)

;;;###autoload
(defun scruple-ensure ()
  "Start the server for this buffer, where the program is found.
For hooks of modes: says what is missing and never fails."
  (if (executable-find scruple-program)
      (when (apply #'derived-mode-p scruple-modes)
        (eglot-ensure))
    (message "Scruple: there is no program %s; see `scruple-program'" scruple-program)))

(defun scruple--packs ()
  "The packs of the settings, as arguments."
  (apply #'append
         (mapcar (lambda (pack) (list "--pack" pack))
                 (append (plist-get scruple-settings :packs) nil))))

(defun scruple--arguments ()
  "The settings that the command line knows, as arguments."
  (append
   (scruple--packs)
   (apply #'append
          (mapcar (lambda (pair)
                    (let ((words (append (plist-get scruple-settings (car pair)) nil)))
                      (and words (list (cdr pair) (mapconcat #'identity words ",")))))
                  '((:markets . "--market") (:select . "--select") (:ignore . "--ignore"))))
   (let ((class (plist-get scruple-settings :class)))
     (and class (not (equal class "auto")) (list "--class" class)))))

(defun scruple--code-at-point ()
  "The code of a rule in the red flag at point, or none.
Flymake shows the code in brackets, eglot keeps it with the diagnostic."
  (let (found)
    (dolist (one (flymake-diagnostics (point)))
      (let* ((data (flymake-diagnostic-data one))
             (lsp (and (listp data) (cdr (assoc 'eglot-lsp-diag data))))
             (code (and lsp (equal (plist-get lsp :source) "scruple")
                        (plist-get lsp :code))))
        (setq found (or found code))))
    found))

;;;###autoload
(defun scruple-rule (code)
  "Show the page of the rule with CODE: why it exists, the law, examples."
  (interactive
   (let ((here (scruple--code-at-point)))
     (list (read-string (if here (format "Rule (%s): " here) "Rule: ") nil nil here))))
  (let ((page (get-buffer-create (format "*scruple %s*" code))))
    (with-current-buffer page
      (let ((inhibit-read-only t))
        (erase-buffer)
        (apply #'call-process scruple-program nil t nil
               "explain" code (scruple--packs))
        (goto-char (point-min)))
      (special-mode))
    (display-buffer page)
    page))

;;;###autoload
(defun scruple-check (folder)
  "Lint every text in FOLDER; the red flags are errors of `compilation-mode'."
  (interactive (list (read-directory-name "Lint folder: ")))
  (let ((default-directory (file-name-as-directory (expand-file-name folder))))
    (compilation-start
     (mapconcat #'shell-quote-argument
                (append (list scruple-program "check" "--format" "concise" "--color" "never")
                        (scruple--arguments) (list "."))
                " ")
     nil (lambda (_mode) "*scruple*"))))

;;;###autoload
(defun scruple-fix-all ()
  "Apply every safe fix to the buffer."
  (interactive)
  (eglot-code-actions (point-min) (point-max) "source.fixAll.scruple" t))

(provide 'scruple)
;;; scruple.el ends here
